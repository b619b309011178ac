package io.parley.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.cost.Question;
import io.parley.bench.mqtt.Load;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class CostCommandTest {

    private static CostCommand parse(String... arguments) {
        CostCommand command = new CostCommand();
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    private static List<String> loads(CostCommand command) {
        return command.options.loads(false).stream().map(Load::title).toList();
    }

    @Test
    void hasFewerLoadsThanTheComparisonOfBrokers() {
        CostCommand command = parse();
        assertEquals(List.of("4→4, clean, QoS 0, MQTT 5.0", "4→4, clean, QoS 1, MQTT 5.0"), loads(command));
        assertEquals(List.of(), command.options.loads(true));
        assertEquals(List.of(Question.METRICS, Question.TRACING_OFF), command.questions);
    }

    @Test
    void takesTheOptionsOfMqtt() {
        CostCommand command = parse("--topologies", "1x100", "--qos", "2", "--what", "tracing-all,tracing-sampled");
        assertEquals(List.of("1→100, clean, QoS 2, MQTT 5.0"), loads(command));
        assertEquals(List.of(Question.TRACING_ALL, Question.TRACING_SAMPLED), command.questions);
    }

    @Test
    void aWrongQuestionIsRefusedWithThoseThereAre() {
        String message = assertThrows(ParameterException.class, () -> parse("--what", "logging"))
                .getMessage();
        assertTrue(message.contains("metrics, tracing-off, tracing-sampled, tracing-all, not 'logging'"), message);
    }
}
