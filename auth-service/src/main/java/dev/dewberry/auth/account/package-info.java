/// Accounts: who there is, how they are found, and their passwords' hashes.
@NullMarked
package dev.dewberry.auth.account;

import org.jspecify.annotations.NullMarked;
