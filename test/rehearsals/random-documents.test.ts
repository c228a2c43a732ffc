import { describeRandomDocuments } from './run-random-documents.ts';

describeRandomDocuments(1000);
