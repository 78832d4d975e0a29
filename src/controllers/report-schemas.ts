import { z } from 'zod';
import { HistoryQuery } from './form-schemas.js';

/** A page lists the reports before the time `before`, which is ISO 8601. */
export const ReportsQuery = HistoryQuery;

/** The address of a report. */
export const ReportTarget = z.object({ id: z.string().regex(/^[0-9a-f]{24}$/) });

export const ReportForm = z.object({ decision: z.enum(['handled', 'dismissed']) });
