-- The newest own position when a received event was applied: with it the order of everything that was applied here,
-- across all streams, can be read again. Of what was received before, the latest that is known to be before it.
alter table received add column after_position bigint;
update received set after_position = known.position
from (select arrival, max(position) over (order by arrival) as position
        from (select r.arrival, coalesce(e.position, 0) as position
                from received r left join event e on e.stream = r.stream and e.version = r.after_version) each) known
where received.arrival = known.arrival;
alter table received alter column after_position set not null;
create unique index received_in_order on received (after_position, arrival);
