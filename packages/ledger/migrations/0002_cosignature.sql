CREATE TABLE "zoqore_ledger"."cosignature" (
	"log_id" integer NOT NULL,
	"size" bigint NOT NULL,
	"witness" text NOT NULL,
	"line" text NOT NULL,
	"at" text NOT NULL,
	CONSTRAINT "cosignature_pk" PRIMARY KEY ("log_id", "size", "witness"),
	CONSTRAINT "cosignature_checkpoint" FOREIGN KEY ("log_id", "size") REFERENCES "zoqore_ledger"."checkpoint" ("log_id", "size")
);
--> statement-breakpoint
CREATE TRIGGER "cosignature_append_only" BEFORE UPDATE OR DELETE ON "zoqore_ledger"."cosignature"
	FOR EACH ROW EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "cosignature_no_truncate" BEFORE TRUNCATE ON "zoqore_ledger"."cosignature"
	FOR EACH STATEMENT EXECUTE FUNCTION "zoqore_ledger"."refuse_change"();
