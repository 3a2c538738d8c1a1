package io.rowrun.server.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.List;

/**
 * One way to call a method over HTTP: fields named in the path come from there, all others from the
 * body if the verb has one, else from the query.
 *
 * @param summary what it does, in a sentence for people
 */
record Route(
    Verb verb, PathTemplate path, MethodDescriptor<Message, Message> method, String summary) {

  static Route of(Verb verb, String path, MethodDescriptor<?, ?> method, String summary) {
    return new Route(verb, PathTemplate.of(path), ofMessages(method), summary);
  }

  /** All methods of ours are of generated messages. */
  @SuppressWarnings("unchecked")
  private static MethodDescriptor<Message, Message> ofMessages(MethodDescriptor<?, ?> method) {
    return (MethodDescriptor<Message, Message>) method;
  }

  /** Whether the answer is any number of lines of JSON. */
  boolean streams() {
    return method.getType() == MethodType.SERVER_STREAMING;
  }

  Message requestPrototype() {
    return prototype(method.getRequestMarshaller());
  }

  Message responsePrototype() {
    return prototype(method.getResponseMarshaller());
  }

  private static Message prototype(MethodDescriptor.Marshaller<Message> marshaller) {
    Message prototype = ((PrototypeMarshaller<Message>) marshaller).getMessagePrototype();
    if (prototype == null) {
      throw new IllegalStateException("a method without a message");
    }
    return prototype;
  }

  /** The fields that the query may hold. */
  List<FieldDescriptor> queryFields() {
    return verb.hasBody()
        ? List.of()
        : requestPrototype().getDescriptorForType().getFields().stream()
            .filter(field -> !path.fields().contains(field.getName()))
            .toList();
  }
}
