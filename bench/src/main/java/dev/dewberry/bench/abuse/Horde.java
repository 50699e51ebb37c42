package dev.dewberry.bench.abuse;

import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.wire.FrameWriter;
import dev.dewberry.bench.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// So many offenders at once; whose connection ends comes again. Event loop only.
public final class Horde {
    private final Swarm swarm;
    private final Shape shape;
    private final Answers answers = new Answers();
    private final FrameWriter writer = new FrameWriter(11);
    private final ServerFrame frame = new ServerFrame();
    private final List<Line> lines = new ArrayList<>();
    private boolean going;
    private int turn;

    /// @param who for the report
    /// @param size how many connections there are at any time
    /// @param addresses from which they come in turn, on the loopback
    /// @param restMs how long one takes to come again
    /// @param offences what the nth connection does
    public record Shape(String who, int size, List<String> addresses, long restMs, IntFunction<Offence> offences) {}

    public Horde(Swarm swarm, Shape shape) {
        this.swarm = swarm;
        this.shape = shape;
    }

    public void begin() {
        going = true;
        for (int place = 0; place < shape.size(); place++) {
            lines.add(open(place));
        }
    }

    private Line open(int place) {
        int number = turn++;
        Offence offence = shape.offences().apply(number);
        var line = new Line(offence, swarm.sockets(), answers, writer, frame, () -> again(place));
        String from = shape.addresses().get(number % shape.addresses().size());
        swarm.sockets().open(from, offence.narrow(), line, line::failed);
        return line;
    }

    private void again(int place) {
        if (going) {
            swarm.later(shape.restMs(), () -> {
                if (going) {
                    lines.set(place, open(place));
                }
            });
        }
    }

    public void end() {
        going = false;
        lines.forEach(Line::close);
    }

    public String who() {
        return shape.who();
    }

    public Answers answers() {
        return answers;
    }
}
