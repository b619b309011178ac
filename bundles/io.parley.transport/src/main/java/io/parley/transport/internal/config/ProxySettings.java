package io.parley.transport.internal.config;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A listener behind proxies that say where their clients are.
 *
 * @param trusted where the proxies are
 * @param certificates whether they are believed, too, what certificate a client has
 */
public record ProxySettings(List<IpSubnetFilterRule> trusted, boolean certificates) {

    /** Reads the keys that begin with {@code proxy.}; empty when no PROXY header is expected. */
    public static Optional<ProxySettings> of(Settings settings) {
        if (settings.one("proxy.protocol", "none", List.of("none", "required")).equals("none")) {
            return Optional.empty();
        }
        List<IpSubnetFilterRule> trusted = new ArrayList<>();
        for (String block : settings.texts("proxy.trusted", List.of("127.0.0.0/8", "::1/128"))) {
            trusted.add(rule(settings, block));
        }
        return Optional.of(new ProxySettings(List.copyOf(trusted), settings.flag("proxy.certificates", false)));
    }

    private static IpSubnetFilterRule rule(Settings settings, String block) {
        String whole = block.contains("/") ? block : block + (block.contains(":") ? "/128" : "/32");
        try {
            return new IpSubnetFilterRule(whole, IpFilterRuleType.ACCEPT);
        } catch (RuntimeException e) {
            throw settings.refused("proxy.trusted", block, "addresses and blocks such as 10.0.0.0/8 or fd00::/8");
        }
    }

    public boolean trusts(InetSocketAddress proxy) {
        return trusted.stream().anyMatch(rule -> rule.matches(proxy));
    }
}
