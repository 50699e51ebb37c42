-- Client ids that rise with the time (ULIDs, as the SDKs make them) lie side by side then, whoever sent: what is remembered
-- goes to one page of the index and what is forgotten is taken from another. With the sender first each sender had a page of his
-- own, and with a few thousand of them these alone were a third of the buffer pool, and were written again and again.
-- Rebuilds the table, which is read and written meanwhile. Where that takes longer than a service may take to start, it can be done
-- by hand before: here it is passed over then, as it is where a service was killed after it.
SET @statement = (
  SELECT IF(column_name = 'sender', 'ALTER TABLE dedupe DROP PRIMARY KEY, ADD PRIMARY KEY (client_id, sender)', 'DO 0')
  FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND table_name = 'dedupe' AND index_name = 'PRIMARY' AND seq_in_index = 1
);
EXECUTE IMMEDIATE @statement;
