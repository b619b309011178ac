/** LDAP filters as OSGi Core section 3.2.7 and RFC 4515 define them. */
package io.parley.filter.ldap.internal;
