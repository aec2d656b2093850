-- When an inspection was first scored: where a self-audit stands in its area's series.
alter table score add column first_scored_at timestamptz;
update score set first_scored_at = (select e.occurred_at from log.event e where e.position = first_position);
alter table score alter column first_scored_at set not null;
create index score_self_audit on score (area, framework_id, first_position) where kind = 'SELF_AUDIT';
