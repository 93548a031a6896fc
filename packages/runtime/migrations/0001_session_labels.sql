CREATE TABLE "zoqore_runtime"."session_label" (
	"actor_id" text NOT NULL,
	"session" text NOT NULL,
	"label" text NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "session_label_actor_id_session_label_pk" PRIMARY KEY("actor_id","session","label")
);
--> statement-breakpoint
CREATE INDEX "session_label_until" ON "zoqore_runtime"."session_label" USING btree ("until");
