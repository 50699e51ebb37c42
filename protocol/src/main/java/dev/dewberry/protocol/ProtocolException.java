package dev.dewberry.protocol;

/// What somebody sent does not follow the protocol. The message is shown to the sender: it names the
/// field, never its value. No stack trace is taken: these are made by the thousand when somebody sends
/// rubbish.
public class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ProtocolException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.wire() : message;
    }
}
