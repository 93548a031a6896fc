CREATE SCHEMA IF NOT EXISTS "zoqore_identity";
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."admin" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"role" text NOT NULL,
	"user_handle" text NOT NULL,
	"is_first" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint,
	CONSTRAINT "admin_name_key_unique" UNIQUE("name_key"),
	CONSTRAINT "admin_user_handle_unique" UNIQUE("user_handle")
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."api_token" (
	"id" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"admin_id" text NOT NULL,
	"hash" text NOT NULL,
	"prefix" text NOT NULL,
	"name" text NOT NULL,
	"scopes" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"last_used_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "api_token_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."approval_signature" (
	"approval_id" text NOT NULL,
	"admin_id" text NOT NULL,
	"decision" text NOT NULL,
	"passkey_id" text NOT NULL,
	"index" bigint NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "approval_signature_approval_id_admin_id_pk" PRIMARY KEY("approval_id","admin_id")
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."attempt" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"locked_until" bigint NOT NULL,
	"last_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."device" (
	"id" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"admin_id" text NOT NULL,
	"hash" text NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"expires_at" bigint NOT NULL,
	"forgotten_at" bigint,
	CONSTRAINT "device_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."enrolment_grant" (
	"id" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"purpose" text NOT NULL,
	"hash" text NOT NULL,
	"admin_id" text,
	"name" text,
	"role" text,
	"made_by" text NOT NULL,
	"epoch" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"ended_at" bigint,
	CONSTRAINT "enrolment_grant_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."flow_use" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."installation" (
	"id" integer PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."passkey" (
	"id" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"admin_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text NOT NULL,
	"aaguid" text NOT NULL,
	"is_backup_eligible" boolean NOT NULL,
	"is_backed_up" boolean NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"suspected_at" bigint,
	"removed_at" bigint
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."recovery_code" (
	"hash" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"admin_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"hash" text NOT NULL,
	"admin_id" text,
	"state" text NOT NULL,
	"method" text NOT NULL,
	"epoch" bigint NOT NULL,
	"grant_id" text,
	"device_id" text,
	"source" text NOT NULL,
	"agent" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"ended_at" bigint,
	"ended_because" text,
	CONSTRAINT "session_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."step_up" (
	"session_id" text NOT NULL,
	"purpose" text NOT NULL,
	"method" text NOT NULL,
	"at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "step_up_session_id_purpose_pk" PRIMARY KEY("session_id","purpose")
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."totp" (
	"admin_id" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"secret" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_step" bigint NOT NULL,
	"last_used_at" bigint,
	"disabled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "zoqore_identity"."version" (
	"key" text PRIMARY KEY NOT NULL,
	"value" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "admin_first" ON "zoqore_identity"."admin" USING btree ("is_first") WHERE "zoqore_identity"."admin"."is_first";--> statement-breakpoint
CREATE INDEX "api_token_admin" ON "zoqore_identity"."api_token" USING btree ("admin_id");--> statement-breakpoint
CREATE INDEX "device_admin" ON "zoqore_identity"."device" USING btree ("admin_id");--> statement-breakpoint
CREATE INDEX "passkey_admin" ON "zoqore_identity"."passkey" USING btree ("admin_id");--> statement-breakpoint
CREATE INDEX "recovery_code_admin" ON "zoqore_identity"."recovery_code" USING btree ("admin_id");--> statement-breakpoint
CREATE INDEX "session_admin" ON "zoqore_identity"."session" USING btree ("admin_id");--> statement-breakpoint
CREATE INDEX "session_open" ON "zoqore_identity"."session" USING btree ("created_at","id") WHERE "zoqore_identity"."session"."ended_at" IS NULL;--> statement-breakpoint
INSERT INTO "zoqore_identity"."installation" ("id", "epoch") VALUES (1, 1);
