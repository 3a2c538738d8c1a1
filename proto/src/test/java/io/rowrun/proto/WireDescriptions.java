package io.rowrun.proto;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.rowrun.proto.api.Operation;
import io.rowrun.proto.api.OperationOuterClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Says what generated descriptors define, in the words of {@code wire.txt}. */
final class WireDescriptions {
  private final Map<String, List<String>> found = new TreeMap<>();

  static Map<String, List<String>> of(FileDescriptor... files) {
    WireDescriptions descriptions = new WireDescriptions();
    for (FileDescriptor file : files) {
      file.getMessageTypes().forEach(descriptions::add);
      file.getEnumTypes().forEach(descriptions::add);
      file.getServices().forEach(descriptions::add);
    }
    return descriptions.found;
  }

  private void add(Descriptor message) {
    if (message.getOptions().getMapEntry()) {
      return;
    }
    List<String> fields = new ArrayList<>();
    message.getFields().forEach(field -> fields.add(describe(field)));
    found.put("message " + shortName(message.getFullName()), sortedByNumber(fields));
    message.getNestedTypes().forEach(this::add);
    message.getEnumTypes().forEach(this::add);
  }

  private void add(EnumDescriptor type) {
    List<String> values = new ArrayList<>();
    type.getValues().forEach(value -> values.add(value.getNumber() + " " + value.getName()));
    found.put("enum " + shortName(type.getFullName()), sortedByNumber(values));
  }

  private void add(ServiceDescriptor service) {
    List<String> methods = new ArrayList<>();
    service.getMethods().forEach(method -> methods.add(describe(method)));
    found.put("service " + shortName(service.getFullName()), methods);
  }

  private static String describe(FieldDescriptor field) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    String name = oneof == null ? field.getName() : oneof.getName() + "." + field.getName();
    String list = field.isRepeated() && !field.isMapField() ? "*" : "";
    return field.getNumber() + " " + name + ":" + type(field) + list;
  }

  private static String describe(MethodDescriptor method) {
    String wirePackage = method.getFile().getPackage();
    Operation operation = method.getOptions().getExtension(OperationOuterClass.operation);
    String result =
        method.getName()
            + (method.isClientStreaming() ? "(stream " : "(")
            + bare(method.getInputType().getFullName(), wirePackage)
            + (method.isServerStreaming() ? ") stream " : ") ")
            + bare(method.getOutputType().getFullName(), wirePackage);
    return operation.equals(Operation.getDefaultInstance())
        ? result
        : result + " [" + operation.getMetadata() + " " + operation.getResponse() + "]";
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      List<FieldDescriptor> entry = field.getMessageType().getFields();
      return "map<" + type(entry.get(0)) + "," + type(entry.get(1)) + ">";
    }
    String wirePackage = field.getFile().getPackage();
    if (field.getJavaType() == JavaType.MESSAGE) {
      return bare(field.getMessageType().getFullName(), wirePackage);
    }
    if (field.getJavaType() == JavaType.ENUM) {
      return bare(field.getEnumType().getFullName(), wirePackage);
    }
    return field.getType().name().toLowerCase(Locale.ROOT);
  }

  private static String bare(String fullName, String wirePackage) {
    return shortName(
        fullName.startsWith(wirePackage + ".")
            ? fullName.substring(wirePackage.length() + 1)
            : fullName);
  }

  private static String shortName(String fullName) {
    return fullName.replaceFirst("^(google\\.protobuf|yandex\\.cloud)\\.", "");
  }

  private static List<String> sortedByNumber(List<String> described) {
    return described.stream()
        .sorted(
            (a, b) ->
                Integer.compare(
                    Integer.parseInt(a.substring(0, a.indexOf(' '))),
                    Integer.parseInt(b.substring(0, b.indexOf(' ')))))
        .toList();
  }
}
