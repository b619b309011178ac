package io.parley.transport.internal.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.parley.transport.internal.peer.Reason;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** Why a handshake failed, or a record could not be read, in words. */
record TlsFailure(Reason reason, String words) {

    static TlsFailure of(Throwable failure) {
        Throwable last = failure;
        boolean certificate = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            last = cause;
            certificate |= cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof CertPathBuilderException;
        }
        String text = String.valueOf(last.getMessage());
        if (last instanceof NotSslRecordException) {
            return new TlsFailure(Reason.TLS_FAILED, "what came is not TLS");
        } else if (last instanceof CertificateExpiredException || last instanceof CertificateNotYetValidException) {
            return new TlsFailure(Reason.CERTIFICATE_REFUSED, "the client's certificate is not valid now: " + text);
        } else if (last instanceof CertPathBuilderException) {
            return new TlsFailure(
                    Reason.CERTIFICATE_REFUSED, "the client's certificate is of no authority in tls.trust");
        } else if (certificate) {
            return new TlsFailure(Reason.CERTIFICATE_REFUSED, "the client's certificate is refused: " + text);
        } else if (text.contains("Empty client certificate chain") || text.contains("null cert chain")) {
            return new TlsFailure(Reason.CERTIFICATE_REFUSED, "the client shows no certificate");
        }
        return new TlsFailure(Reason.TLS_FAILED, text);
    }
}
