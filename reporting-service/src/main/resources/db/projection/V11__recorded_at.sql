-- Which write the newest change was of: what was recorded at one time has one date.
alter table published_result add column recorded_at timestamptz;
update published_result
  set recorded_at = (select e.recorded_at from log.event e where e.position = changed_position);
