package io.parley.metrics.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

/**
 * The metrics as attributes, by title. One without labels is a number; others are tables with a column for each label and one for the
 * value, a histogram's with the columns {@code count} and {@code sum}. Read anew at each access.
 */
final class MetricsBean implements DynamicMBean {

    private static final String VALUE = "value";
    private static final String COUNT = "count";
    private static final String SUM = "sum";

    private final Supplier<List<Metric>> metrics;

    MetricsBean(Supplier<List<Metric>> metrics) {
        this.metrics = metrics;
    }

    private Map<String, Metric> now() {
        return metrics.get().stream()
                .collect(Collectors.toMap(Metric::title, metric -> metric, (one, other) -> one, TreeMap::new));
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = now().values().stream()
                .map(metric -> new MBeanAttributeInfo(
                        metric.title(),
                        (plain(metric) ? Double.class : TabularData.class).getName(),
                        metric.help(),
                        true,
                        false,
                        false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(MetricsBean.class.getName(), "Parley's metrics", attributes, null, null, null);
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException, MBeanException {
        Metric metric = now().get(attribute);
        if (metric == null) {
            throw new AttributeNotFoundException("There is no metric " + attribute);
        }
        return value(metric);
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        Map<String, Metric> now = now();
        AttributeList values = new AttributeList();
        for (String attribute : attributes) {
            Metric metric = now.get(attribute);
            if (metric != null) {
                try {
                    values.add(new Attribute(attribute, value(metric)));
                } catch (MBeanException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return values;
    }

    private static boolean plain(Metric metric) {
        return metric.kind() != Metric.Kind.HISTOGRAM
                && metric.readings().size() == 1
                && metric.readings().get(0).labels().isEmpty();
    }

    private static Object value(Metric metric) throws MBeanException {
        if (plain(metric)) {
            return metric.readings().get(0).sum();
        }
        try {
            return table(metric);
        } catch (OpenDataException e) {
            throw new MBeanException(e, metric.title());
        }
    }

    private static TabularData table(Metric metric) throws OpenDataException {
        boolean histogram = metric.kind() == Metric.Kind.HISTOGRAM;
        List<String> labels = metric.readings().isEmpty()
                ? List.of()
                : List.copyOf(metric.readings().get(0).labels().keySet());
        List<String> columns = new ArrayList<>(labels);
        columns.addAll(histogram ? List.of(COUNT, SUM) : List.of(VALUE));
        String[] names = columns.toArray(String[]::new);
        OpenType<?>[] types = columns.stream()
                .map(column -> labels.contains(column)
                        ? SimpleType.STRING
                        : column.equals(COUNT) ? SimpleType.LONG : SimpleType.DOUBLE)
                .toArray(OpenType<?>[]::new);
        CompositeType row = new CompositeType(metric.title(), metric.help(), names, names, types);
        String[] index = labels.isEmpty() ? names : labels.toArray(String[]::new);
        TabularDataSupport table = new TabularDataSupport(new TabularType(metric.title(), metric.help(), row, index));
        for (Reading reading : metric.readings()) {
            List<Object> cells = new ArrayList<>(reading.labels().values());
            if (reading instanceof Reading.Distribution distribution) {
                cells.add(distribution.count());
            }
            cells.add(reading.sum());
            table.put(new CompositeDataSupport(row, names, cells.toArray()));
        }
        return table;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException("Metrics are only read: " + attribute.getName());
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action), "Metrics have no operations");
    }
}
