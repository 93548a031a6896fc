CREATE SCHEMA IF NOT EXISTS "zoqore_runtime";
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."actor" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"roles" text NOT NULL,
	"trust" double precision NOT NULL,
	"verified_outcomes" integer NOT NULL,
	"since" bigint
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"name" text NOT NULL,
	"scopes" text NOT NULL,
	"actors" text NOT NULL,
	"created_at" bigint NOT NULL,
	"revoked_at" bigint,
	CONSTRAINT "api_key_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."approval" (
	"id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"target_path" text NOT NULL,
	"intent_digest" text NOT NULL,
	"policy_version" text NOT NULL,
	"risk_grade" text NOT NULL,
	"reasons" text NOT NULL,
	"matched_rules" text NOT NULL,
	"request" text,
	"decision_id" text NOT NULL,
	"index" bigint NOT NULL,
	"requested_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"decided_at" bigint,
	"decided_by" text,
	"reason" text,
	"used_by" text
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."decision" (
	"index" bigint PRIMARY KEY NOT NULL,
	"request_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"intent_digest" text,
	"salt" text,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"risk_grade" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."halt" (
	"scope" text NOT NULL,
	"subject" text NOT NULL,
	"reason" text NOT NULL,
	"halted_at" bigint NOT NULL,
	"halted_by" text NOT NULL,
	CONSTRAINT "halt_scope_subject_pk" PRIMARY KEY("scope","subject")
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."outcome" (
	"decision_id" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"status" text NOT NULL,
	"is_verified" boolean NOT NULL,
	"result_digest" text,
	"salt" text
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."policy_version" (
	"index" bigint PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"name" text NOT NULL,
	"text" text NOT NULL,
	"source" text NOT NULL,
	"applied_at" bigint NOT NULL,
	"applied_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."revision" (
	"id" integer PRIMARY KEY NOT NULL,
	"value" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."seen" (
	"actor_id" text NOT NULL,
	"what" text NOT NULL,
	CONSTRAINT "seen_actor_id_what_pk" PRIMARY KEY("actor_id","what")
);
--> statement-breakpoint
CREATE TABLE "zoqore_runtime"."tool_pin" (
	"server" text NOT NULL,
	"name" text NOT NULL,
	"definition_digest" text NOT NULL,
	"changed_to" text,
	"first_seen_at" bigint NOT NULL,
	CONSTRAINT "tool_pin_server_name_pk" PRIMARY KEY("server","name")
);
--> statement-breakpoint
CREATE INDEX "approval_state" ON "zoqore_runtime"."approval" USING btree ("state","index");--> statement-breakpoint
CREATE INDEX "decision_request_key" ON "zoqore_runtime"."decision" USING btree ("request_key","index");--> statement-breakpoint
CREATE INDEX "decision_actor" ON "zoqore_runtime"."decision" USING btree ("actor_id","index");--> statement-breakpoint
CREATE INDEX "decision_held" ON "zoqore_runtime"."decision" USING btree ("outcome","index") WHERE "zoqore_runtime"."decision"."outcome" <> 'ALLOW';--> statement-breakpoint
INSERT INTO "zoqore_runtime"."revision" ("id", "value") VALUES (1, 0);
