package io.parley.bench.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.report.Rate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void isReadAsItWasPrinted() {
        for (Shape shape : Shape.all(256, "")) {
            Figure figure = Figure.of(shape.title(), Shape.QUEUE, new Rate(1234.5, 0.25));
            assertEquals(List.of(1234.5, 0.25), figure.values());
            assertEquals(Optional.of(figure), Figure.of(figure.line()));
        }
    }

    @Test
    void otherLinesAreNone() {
        assertTrue(Figure.of("parley: ready").isEmpty());
        assertTrue(Figure.of(Output.DONE).isEmpty());
    }

    @Test
    void eachShapeHasATitleOfItsOwn() {
        assertEquals(
                List.of(
                        "256 waiting senders, 1 consumer",
                        "pipelined",
                        "pipelined, 64 at once",
                        "1 waiting sender, 1 consumer",
                        "16 waiting senders, 16 consumers"),
                Shape.all(256, "").stream().map(Shape::title).toList());
    }
}
