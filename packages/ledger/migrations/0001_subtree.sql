CREATE TABLE "zoqore_ledger"."subtree" (
	"log_id" integer NOT NULL REFERENCES "zoqore_ledger"."log" ("id"),
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"hash" bytea NOT NULL,
	CONSTRAINT "subtree_pk" PRIMARY KEY ("log_id", "level", "index")
);
--> statement-breakpoint
CREATE TRIGGER "subtree_append_only" BEFORE UPDATE OR DELETE ON "zoqore_ledger"."subtree"
	FOR EACH ROW EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "subtree_no_truncate" BEFORE TRUNCATE ON "zoqore_ledger"."subtree"
	FOR EACH STATEMENT EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
