CREATE TABLE "zoqore_ledger"."log" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	"origin" text NOT NULL UNIQUE
);
--> statement-breakpoint
CREATE TABLE "zoqore_ledger"."head" (
	"log_id" integer PRIMARY KEY REFERENCES "zoqore_ledger"."log" ("id"),
	"size" bigint NOT NULL,
	"root" bytea NOT NULL,
	"chain" bytea NOT NULL,
	"frontier" bytea NOT NULL,
	"epoch" bigint NOT NULL
) WITH (fillfactor = 50);
--> statement-breakpoint
CREATE TABLE "zoqore_ledger"."entry" (
	"log_id" integer NOT NULL,
	"index" bigint NOT NULL,
	"leaf" text NOT NULL,
	"leaf_hash" bytea NOT NULL,
	"chain" bytea NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"tenant" text,
	"at" text NOT NULL,
	"idem" text,
	CONSTRAINT "entry_pk" PRIMARY KEY ("log_id", "index")
);
--> statement-breakpoint
-- Leaves up to a page stay in the row as they are: trying to compress each one costs more than the append.
ALTER TABLE "zoqore_ledger"."entry" SET (toast_tuple_target = 8160);
--> statement-breakpoint
CREATE UNIQUE INDEX "entry_idem" ON "zoqore_ledger"."entry" ("log_id", "idem") WHERE "idem" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "entry_kind" ON "zoqore_ledger"."entry" ("log_id", "kind", "index");
--> statement-breakpoint
CREATE TABLE "zoqore_ledger"."checkpoint" (
	"log_id" integer NOT NULL REFERENCES "zoqore_ledger"."log" ("id"),
	"size" bigint NOT NULL,
	"root" bytea NOT NULL,
	"note" text NOT NULL,
	"at" text NOT NULL,
	CONSTRAINT "checkpoint_pk" PRIMARY KEY ("log_id", "size")
);
--> statement-breakpoint
CREATE FUNCTION "zoqore_ledger"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "entry_append_only" BEFORE UPDATE OR DELETE ON "zoqore_ledger"."entry"
	FOR EACH ROW EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "entry_no_truncate" BEFORE TRUNCATE ON "zoqore_ledger"."entry"
	FOR EACH STATEMENT EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "checkpoint_append_only" BEFORE UPDATE OR DELETE ON "zoqore_ledger"."checkpoint"
	FOR EACH ROW EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "checkpoint_no_truncate" BEFORE TRUNCATE ON "zoqore_ledger"."checkpoint"
	FOR EACH STATEMENT EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "head_stays" BEFORE DELETE ON "zoqore_ledger"."head"
	FOR EACH ROW EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "head_no_truncate" BEFORE TRUNCATE ON "zoqore_ledger"."head"
	FOR EACH STATEMENT EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
