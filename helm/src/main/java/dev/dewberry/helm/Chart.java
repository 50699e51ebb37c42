package dev.dewberry.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;

/// A chart in a folder, rendered without a cluster.
///
/// @param folder where its `Chart.yaml` is
public record Chart(Path folder) {

    /// The oldest Kubernetes that the chart is for; without one Helm would take an age-old.
    static final String KUBERNETES = "1.30";

    /// Renders all templates but those of hooks.
    ///
    /// @param release the release's name and that of its namespace
    /// @throws IllegalStateException where the values or a template are wrong, with Helm's words
    public String render(String release, Path... values) {
        TemplateCommand command = new Helm(folder)
                .template()
                .withName(release)
                .withNamespace(release)
                .withKubeVersion(KUBERNETES);
        for (Path file : values) {
            command = command.withValuesFile(file);
        }
        return command.call();
    }
}
