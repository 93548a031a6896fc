export { cedarRequests } from './cedar/cedar-requests.ts';
export { exportCedar } from './cedar/export-cedar.ts';
export { exportRego } from './rego/export-rego.ts';
export { requestDocument } from './request-document.ts';

export type { CedarEntity, CedarEntityId, CedarRequest } from './cedar/cedar-requests.ts';
export type { CedarExport } from './cedar/export-cedar.ts';
export type { ExportRefusal } from './refusal.ts';
export type { RegoExport } from './rego/export-rego.ts';
export type { RequestDocument, ResourceDocument, ToolDocument } from './request-document.ts';
