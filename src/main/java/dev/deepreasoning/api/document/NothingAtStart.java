package dev.deepreasoning.api.document;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.runtime.OpenApiRecorder;
import io.quarkus.smallrye.openapi.runtime.filter.AutoSecurityFilter;
import java.util.List;
import java.util.Map;

/// In a native binary the framework reads no document at the start: [ApiDocument] gives out what the build made. Reading
/// and writing it again was two thirds of all that a start allocated, and nearly half of its time.
@TargetClass(OpenApiRecorder.class)
final class NothingAtStart {
    private NothingAtStart() {}

    @Substitute
    public void prepareDocument(
            AutoSecurityFilter security, Map<OpenApiFilter.RunStage, List<String>> filters, String name) {
        // Nobody asks the framework for it.
    }
}
