-- Half of a page stays free, or every judgement moves its case to another page and writes both indexes.
alter table sampled_case set (fillfactor = 50);
