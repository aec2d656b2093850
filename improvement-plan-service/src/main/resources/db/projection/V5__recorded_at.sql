-- Which write the newest change was of: what was recorded at one time has one date.
alter table improvement_plan add column recorded_at timestamptz;
update improvement_plan
  set recorded_at = (select e.recorded_at from log.event e where e.position = changed_position);
