-- For whom the actor did it. Absent in all that was written before: their hashes do not speak of it.
alter table event add column on_behalf_of text;
alter table received add column on_behalf_of text;
alter table staged add column on_behalf_of text;
alter table discarded_record add column on_behalf_of text;
