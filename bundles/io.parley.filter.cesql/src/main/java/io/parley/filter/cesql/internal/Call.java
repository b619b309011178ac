package io.parley.filter.cesql.internal;

import io.parley.api.message.Message;
import io.parley.spi.expression.Expression;
import java.util.List;

/** A function's invocation. */
record Call(Function function, List<Expression> arguments) implements Expression {

    Call {
        arguments = List.copyOf(arguments);
    }

    @Override
    public Kind kind() {
        return function.kind();
    }

    @Override
    public Object value(Message message) {
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i).value(message);
            if (values[i] == null) {
                return null;
            }
        }
        return function.apply(values);
    }
}
