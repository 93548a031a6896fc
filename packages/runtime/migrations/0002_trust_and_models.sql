ALTER TABLE "zoqore_runtime"."actor" ADD COLUMN "trust_cap" double precision;--> statement-breakpoint
ALTER TABLE "zoqore_runtime"."actor" ADD COLUMN "last_move" text;--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."model" (
	"index" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"version" text NOT NULL,
	"text" text NOT NULL,
	"source" text NOT NULL,
	"applied_at" bigint NOT NULL,
	"applied_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."mode" (
	"id" integer PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"reason" text NOT NULL,
	"set_at" bigint NOT NULL,
	"set_by" text NOT NULL
);
