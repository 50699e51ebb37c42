/// Alerts of the installation's own monitoring, told in a conversation.
@NullMarked
package dev.dewberry.message.alert;

import org.jspecify.annotations.NullMarked;
