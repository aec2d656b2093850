-- The scores of the published report, to stand beside those of the re-inspection.
alter table improvement_plan add column scores text;
alter table improvement_plan add column framework text;
