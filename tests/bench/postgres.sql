-- The durable job as one function call in PostgreSQL: take a message once, keep its rows, add them to the sums, and tell
-- who listens when a sum crosses its target. No index but those that the job needs; room in the pages of the sums, so
-- that an update stays in its page.
CREATE TABLE message (id uuid PRIMARY KEY, unit text NOT NULL, received_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE realization (message uuid NOT NULL, indicator text NOT NULL, period text NOT NULL, value bigint NOT NULL);
CREATE TABLE total (indicator text PRIMARY KEY, total bigint NOT NULL) WITH (fillfactor = 20);

-- A NOTIFY with every message would hold one lock of the whole server over each commit, so that no two commits could
-- share a sync: only what has to be told is told.
CREATE FUNCTION take_row(p_id uuid, p_unit text, p_indicator text, p_period text, p_value bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE v_total bigint;
BEGIN
  INSERT INTO message (id, unit) VALUES (p_id, p_unit) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO realization VALUES (p_id, p_indicator, p_period, p_value);
  INSERT INTO total AS t VALUES (p_indicator, p_value)
    ON CONFLICT (indicator) DO UPDATE SET total = t.total + excluded.total RETURNING t.total INTO v_total;
  IF (v_total - p_value >= 1000000) <> (v_total >= 1000000) THEN
    PERFORM pg_notify('alerts', p_indicator || ' ' || v_total);
  END IF;
  RETURN true;
END $$;

-- Sums are written once per indicator and statement, always in the same order.
CREATE FUNCTION take_rows(p_id uuid, p_unit text, p_indicators text[], p_periods text[], p_values bigint[])
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE v_moved record;
BEGIN
  INSERT INTO message (id, unit) VALUES (p_id, p_unit) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO realization SELECT p_id, r.* FROM unnest(p_indicators, p_periods, p_values) AS r;
  FOR v_moved IN
    WITH added AS (SELECT indicator, sum(value)::bigint AS value FROM unnest(p_indicators, p_values) AS r(indicator, value)
                   GROUP BY indicator ORDER BY indicator),
         moved AS (INSERT INTO total AS t SELECT * FROM added
                   ON CONFLICT (indicator) DO UPDATE SET total = t.total + excluded.total RETURNING *)
    SELECT moved.indicator, moved.total FROM moved JOIN added USING (indicator)
     WHERE (moved.total - added.value >= 1000000) <> (moved.total >= 1000000)
  LOOP
    PERFORM pg_notify('alerts', v_moved.indicator || ' ' || v_moved.total);
  END LOOP;
  RETURN true;
END $$;
