package dev.dewberry.auth.openapi;

import dev.dewberry.auth.web.Caller;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import reactor.core.publisher.Mono;

/// A method of a controller, with the path and verb by which Spring reaches it.
record Handler(String path, RequestMethod verb, Method method) {

    /// Every public call: what is reached under `/api/`, in the order of paths and verbs.
    static List<Handler> all() {
        var scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        Mapping mapping = new Mapping();
        return scan.findCandidateComponents("dev.dewberry.auth").stream()
                .map(found -> ClassUtils.resolveClassName(Objects.requireNonNull(found.getBeanClassName()), null))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(mapping::handlers)
                .filter(handler -> handler.path().startsWith("/api/"))
                .sorted(Comparator.comparing(Handler::path).thenComparing(Handler::verb))
                .toList();
    }

    /// As in `AuthController.login`.
    String name() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    int status() {
        ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(method, ResponseStatus.class);
        return status == null ? 200 : status.code().value();
    }

    /// What the answer holds; `Void` for nothing.
    Type answer() {
        ParameterizedType mono = (ParameterizedType) method.getGenericReturnType();
        if (mono.getRawType() != Mono.class) {
            throw new IllegalStateException(name() + " returns no Mono");
        }
        return mono.getActualTypeArguments()[0];
    }

    boolean takes(Class<? extends Caller> caller) {
        return List.of(method.getParameterTypes()).contains(caller);
    }

    private static final class Mapping extends RequestMappingHandlerMapping {

        Stream<Handler> handlers(Method method) {
            RequestMappingInfo info = getMappingForMethod(method, method.getDeclaringClass());
            return info == null
                    ? Stream.empty()
                    : info.getPatternsCondition().getPatterns().stream()
                            .flatMap(pattern -> info.getMethodsCondition().getMethods().stream()
                                    .map(verb -> new Handler(pattern.getPatternString(), verb, method)));
        }
    }
}
