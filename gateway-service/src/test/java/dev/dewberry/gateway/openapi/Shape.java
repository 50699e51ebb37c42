package dev.dewberry.gateway.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks whether a JSON value has the shape that the document gives it. Stricter than JSON Schema: an object has no
/// property that the schema does not name.
public final class Shape {

    private final JsonNode document;

    Shape(JsonNode document) {
        this.document = document;
    }

    /// As the gateway's document says.
    public static Shape asDocumented() {
        return new Shape(new JsonMapper().valueToTree(GatewayDocument.of(Routes.ofTheGateway())));
    }

    /// @param schema name of one of the document's schemas
    /// @return what is wrong; empty where nothing is
    public List<String> faults(String schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(document.at("/components/schemas/" + schema), value, schema, faults);
        return faults;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> faults) {
        if (schema.has("$ref")) {
            check(document.at(schema.get("$ref").asString().substring(1)), value, at, faults);
            return;
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice) && fitting(schema.get(choice), value, at) == 0) {
                faults.add(at + " is none of those it can be");
            }
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            faults.add(at + " is not " + schema.get("const"));
        }
        if (schema.has("type") && !hasType(schema.get("type"), value)) {
            faults.add(at + " is no " + schema.get("type"));
        }
        if (schema.has("pattern") && !Pattern.matches(schema.get("pattern").asString(), value.asString())) {
            faults.add(at + " looks different");
        }
        if (schema.has("properties")) {
            checkObject(schema, value, at, faults);
        }
        if (schema.has("items")) {
            value.forEach(element -> check(schema.get("items"), element, at + "[]", faults));
        }
    }

    private void checkObject(JsonNode schema, JsonNode value, String at, List<String> faults) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asString())) {
                faults.add(at + " lacks " + name);
            }
        });
        value.propertyStream().forEach(property -> {
            JsonNode expected = schema.get("properties").get(property.getKey());
            if (expected == null) {
                faults.add(at + " has " + property.getKey());
            } else {
                check(expected, property.getValue(), at + "." + property.getKey(), faults);
            }
        });
    }

    private long fitting(JsonNode choices, JsonNode value, String at) {
        return choices.valueStream()
                .filter(choice -> {
                    List<String> faults = new ArrayList<>();
                    check(choice, value, at, faults);
                    return faults.isEmpty();
                })
                .count();
    }

    private static boolean hasType(JsonNode types, JsonNode value) {
        return (types.isArray() ? types.valueStream().toList() : List.of(types))
                .stream().anyMatch(type -> switch (type.asString()) {
                    case "string" -> value.isString();
                    case "integer" -> value.isIntegralNumber();
                    case "boolean" -> value.isBoolean();
                    case "array" -> value.isArray();
                    case "object" -> value.isObject();
                    case "null" -> value.isNull();
                    default -> throw new IllegalStateException("unknown type " + type);
                });
    }
}
