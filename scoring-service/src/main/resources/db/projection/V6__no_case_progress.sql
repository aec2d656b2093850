-- How far an inspection's case stream is applied, the log says itself.
drop table case_progress;
