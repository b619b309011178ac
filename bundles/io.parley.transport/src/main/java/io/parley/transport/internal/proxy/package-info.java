/** The PROXY protocol of HAProxy, versions 1 and 2: where a client is that comes through a proxy. */
package io.parley.transport.internal.proxy;
