package dev.dewberry.bench.load;

/// What reading the conversations back has shown. What has to be 0 is in [#clean].
///
/// @param sent messages of the whole run, warm-up included
/// @param acknowledged those with an `ack`
/// @param givenUp answered `busy` and then not sent again on purpose
/// @param unanswered those without an answer at the end
/// @param foundUnacknowledged committed, though no `ack` came: allowed, the outcome was open
/// @param conversationsRead how many conversations were read back whole
/// @param eventsRead how many events that were
/// @param conversationsUnread those that could not be read back
/// @param lost acknowledged, but not in the history that was read after the `ack`
/// @param doubled in the history more than once
/// @param misplaced in the history with another `seq`, event id or conversation than acknowledged
/// @param holes missing `seq`s
/// @param disordered sends of one sender in another order than sent
/// @param missingDeliveries recipients that never got an acknowledged message
/// @param excessDeliveries the same message more often than it has recipients
/// @param repeatedLive events on one connection whose `seq` did not rise: doubles or disorder
public record Verdict(
        long sent,
        long acknowledged,
        long givenUp,
        long unanswered,
        long foundUnacknowledged,
        int conversationsRead,
        long eventsRead,
        int conversationsUnread,
        long lost,
        long doubled,
        long misplaced,
        long holes,
        long disordered,
        long missingDeliveries,
        long excessDeliveries,
        long repeatedLive) {
    /// True where nothing was lost, doubled, misplaced or left out.
    public boolean clean() {
        return unanswered == 0
                && conversationsUnread == 0
                && lost + doubled + misplaced + holes + disordered + missingDeliveries + excessDeliveries + repeatedLive
                        == 0;
    }
}
