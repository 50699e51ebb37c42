-- Client ids that rise with the time (ULIDs, as the SDKs make them) lie side by side then, whoever sent: what is remembered
-- goes to one page of the index and what is forgotten is taken from another. With the sender first each sender had a page of his
-- own, and with a few thousand of them these alone were a third of the buffer pool, and were written again and again.
-- Rebuilds the table, which is read and written meanwhile. May be run again.
ALTER TABLE dedupe DROP PRIMARY KEY, ADD PRIMARY KEY (client_id, sender);
