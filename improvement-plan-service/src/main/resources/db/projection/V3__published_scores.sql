-- The scores of the published report, to stand beside those of the re-inspection.
alter table improvement_plan add column scores text;
alter table improvement_plan add column framework text;
-- Reminders that nobody raises any more: they were of another number of days.
delete from deadline where kind = 'PLAN_APPROACHING' and progress <> 'RAISED';
