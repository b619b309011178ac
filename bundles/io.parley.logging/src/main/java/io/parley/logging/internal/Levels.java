package io.parley.logging.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedService;

/**
 * Lets configuration PID {@code org.ops4j.pax.logging} set levels while Logback writes, as it does where Log4j 2 does. Pax Logging
 * has that for Log4j 2 only. {@code logback.xml} names this class; when that file is read again, a new instance takes over.
 */
public final class Levels extends ContextAwareBase implements LoggerContextListener, LifeCycle, ManagedService {

    private Logger log;
    private LevelTable table;
    private ServiceRegistration<ManagedService> registration;

    @Override
    public void start() {
        LoggerContext loggers = (LoggerContext) getContext();
        log = loggers.getLogger("io.parley.logging");
        table = new LevelTable(loggers);
        Bundle host = FrameworkUtil.getBundle(Levels.class);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_PID, LevelSettings.PID);
        registration = host.getBundleContext().registerService(ManagedService.class, this, properties);
    }

    /** A wrong value leaves what was good before. */
    @Override
    public void updated(Dictionary<String, ?> properties) {
        try {
            LevelSettings settings = LevelSettings.of(properties == null ? new Hashtable<>() : properties);
            table.apply(settings.levels());
            if (!settings.levels().isEmpty()) {
                log.info("{} sets levels: {}", LevelSettings.PID, settings.levels());
            }
            for (String key : settings.meaningless()) {
                log.warn("{}: {} means nothing here; logback.xml says where lines go", LevelSettings.PID, key);
            }
        } catch (IllegalArgumentException e) {
            log.error("{}; the levels stay as they are", e.getMessage());
        }
    }

    @Override
    public void stop() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }

    @Override
    public boolean isStarted() {
        return registration != null;
    }

    @Override
    public boolean isResetResistant() {
        return false;
    }

    @Override
    public void onStart(LoggerContext context) {}

    /** The file is read again. */
    @Override
    public void onReset(LoggerContext context) {
        stop();
    }

    /** The host stops, and the framework takes its services back. */
    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
}
