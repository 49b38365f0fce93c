package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.catalog.ReasonerHost;
import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// What this process has learned of its hosts' forms.
@ApplicationScoped
public class ReasonerForms {
    private static final Logger LOG = Logger.getLogger(ReasonerForms.class);

    private final Set<String> implicitOpen = ConcurrentHashMap.newKeySet();

    /// The form in which a host is to be read.
    ReasoningFormat format(ReasonerHost host) {
        return host.format() == ReasoningFormat.AUTO && implicitOpen.contains(host.name())
                ? ReasoningFormat.INLINE_IMPLICIT_OPEN
                : host.format();
    }

    /// A host closed a thought that it had not opened: its template does. The operator is told once.
    void foundImplicitOpen(ReasonerHost host) {
        if (implicitOpen.add(host.name())) {
            LOG.warnf(
                    "Reasoner host %1$s sends reasoning without an opening <think>: set"
                            + " deepreasoning.reasoners.%1$s.reasoning-format=inline-implicit-open to stream it at once",
                    host.name());
        }
    }

    /// What was learned does not hold: the host gives reasoning in a member of its own.
    void foundField(ReasonerHost host) {
        implicitOpen.remove(host.name());
    }
}
