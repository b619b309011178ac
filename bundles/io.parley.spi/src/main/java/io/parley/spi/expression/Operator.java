package io.parley.spi.expression;

/** A calculation with two numbers. */
public enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    REMAINDER
}
