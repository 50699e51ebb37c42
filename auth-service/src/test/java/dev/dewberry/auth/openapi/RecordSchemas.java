package dev.dewberry.auth.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON Schemas of the records that controllers take and give, by the names and the nullness of their components.
final class RecordSchemas {

    private final Map<String, Object> schemas = new TreeMap<>();
    private final Map<String, Class<?>> records = new HashMap<>();
    private final PropertyTexts texts;

    RecordSchemas(PropertyTexts texts) {
        this.texts = texts;
    }

    Map<String, Object> all() {
        return schemas;
    }

    /// @param answer what is written: then a component that may be null is there as `null`, unless its record leaves
    ///     such out
    Map<String, Object> of(Type type, boolean answer) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (type == String.class) {
            schema.put("type", "string");
        } else if (type == boolean.class || type == Boolean.class) {
            schema.put("type", "boolean");
        } else if (type == int.class || type == Integer.class) {
            schema.put("type", "integer");
            schema.put("format", "int32");
        } else if (type == long.class || type == Long.class) {
            schema.put("type", "integer");
            schema.put("format", "int64");
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            schema.put("type", "array");
            schema.put("items", of(list.getActualTypeArguments()[0], answer));
        } else if (type instanceof Class<?> record && record.isRecord()) {
            schema.put("$ref", "#/components/schemas/" + define(record, answer));
        } else {
            throw new IllegalStateException("no schema for " + type);
        }
        return schema;
    }

    private String define(Class<?> record, boolean answer) {
        String name = name(record);
        Class<?> known = records.putIfAbsent(name, record);
        if (known == null) {
            schemas.put(name, object(name, record, answer));
        } else if (known != record) {
            throw new IllegalStateException(known + " and " + record + " have the same name");
        }
        return name;
    }

    /// Two controllers may have records of the same name, so a record bears its controller's where it does not already.
    private static String name(Class<?> record) {
        Class<?> outer = record.getDeclaringClass();
        String prefix = outer == null ? "" : outer.getSimpleName().replace("Controller", "");
        return record.getSimpleName().contains(prefix) ? record.getSimpleName() : prefix + record.getSimpleName();
    }

    private Map<String, Object> object(String name, Class<?> record, boolean answer) {
        JsonInclude include = record.getAnnotation(JsonInclude.class);
        boolean leftOut = include != null && include.value() == JsonInclude.Include.NON_NULL;
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            Map<String, Object> property = of(component.getGenericType(), answer);
            if (nullable && !(answer && leftOut)) {
                property.put("type", List.of(property.get("type"), "null"));
            }
            property.putAll(texts.of(name + "." + component.getName()));
            properties.put(component.getName(), property);
            if (!nullable || (answer && !leftOut)) {
                required.add(component.getName());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        return schema;
    }
}
