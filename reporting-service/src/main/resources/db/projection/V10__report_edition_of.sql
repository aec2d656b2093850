create index report_edition_of on report_edition (inspection, edition);
