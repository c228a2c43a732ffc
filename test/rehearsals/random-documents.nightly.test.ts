import { describeRandomDocuments } from './run-random-documents.ts';

describeRandomDocuments(10_000);
