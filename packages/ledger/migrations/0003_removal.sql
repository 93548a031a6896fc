-- The place of an entry whose leaf was pruned or erased keeps index, leaf hash and chain value; every copy of what the leaf said goes with it.
ALTER TABLE "zoqore_ledger"."entry"
	ALTER COLUMN "leaf" DROP NOT NULL,
	ALTER COLUMN "kind" DROP NOT NULL,
	ALTER COLUMN "actor" DROP NOT NULL,
	ALTER COLUMN "at" DROP NOT NULL,
	ADD CONSTRAINT "entry_whole_or_removed" CHECK (
		("leaf" IS NOT NULL AND "kind" IS NOT NULL AND "actor" IS NOT NULL AND "at" IS NOT NULL)
		OR coalesce("leaf", "kind", "actor", "tenant", "at", "idem") IS NULL
	);
--> statement-breakpoint
CREATE FUNCTION "zoqore_ledger"."allow_removal"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND current_setting('zoqore_ledger.removal', true) = OLD.log_id::text
		AND NEW.leaf IS NULL AND OLD.kind NOT LIKE 'ledger.%'
		AND (NEW.log_id, NEW.index, NEW.leaf_hash, NEW.chain) = (OLD.log_id, OLD.index, OLD.leaf_hash, OLD.chain) THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
DROP TRIGGER "entry_append_only" ON "zoqore_ledger"."entry";
--> statement-breakpoint
CREATE TRIGGER "entry_append_only" BEFORE UPDATE OR DELETE ON "zoqore_ledger"."entry"
	FOR EACH ROW EXECUTE FUNCTION "zoqore_ledger"."allow_removal"();
--> statement-breakpoint
-- Removes the leaves that a standing entry says are removed, and no others: a role that may call this, and update nothing, cannot remove in silence.
CREATE FUNCTION "zoqore_ledger"."remove_leaves"(log integer, by bigint) RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	said json;
	count bigint;
BEGIN
	-- The entry is one that the log goes on from. Whether the keys of the log agreed to it, verification tells.
	SELECT e.leaf::json -> 'body' -> 'removed' INTO said FROM zoqore_ledger.entry e
		JOIN zoqore_ledger.head h ON h.log_id = e.log_id
		WHERE e.log_id = log AND e.index = by AND e.kind IN ('ledger.pruned', 'ledger.erased') AND e.index < h.size
			AND e.leaf_hash = sha256('\x00'::bytea || convert_to(e.leaf, 'UTF8'));
	IF said IS NULL THEN
		RAISE EXCEPTION 'entry % removes nothing', by USING ERRCODE = 'restrict_violation';
	END IF;
	PERFORM set_config('zoqore_ledger.removal', log::text, true);
	UPDATE zoqore_ledger.entry e
		SET leaf = NULL, kind = NULL, actor = NULL, tenant = NULL, at = NULL, idem = NULL
		FROM json_array_elements(said) AS range
		WHERE e.log_id = log AND e.index >= (range ->> 0)::bigint AND e.index < (range ->> 1)::bigint
			AND e.index < by AND e.leaf IS NOT NULL AND e.kind NOT LIKE 'ledger.%';
	GET DIAGNOSTICS count = ROW_COUNT;
	PERFORM set_config('zoqore_ledger.removal', '', true);
	RETURN count;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "zoqore_ledger"."remove_leaves"(integer, bigint) FROM PUBLIC;
