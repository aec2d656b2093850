-- Keys in no order cost each event a page of its own. That a command is carried out once, command's key guards.
alter table event drop constraint event_stream_command_id_ordinal_key;
