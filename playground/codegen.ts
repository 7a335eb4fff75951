import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types of the documents in `src`, from the schema that the server writes. */
const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  ignoreNoDocuments: true,
  importExtension: '.js',
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        // A client meets values that are newer than it.
        futureProofEnums: true,
        // A file is no JSON: `null` stands in its place, and a part of the request has it.
        scalars: { DateTime: 'string', URL: 'string', JSON: 'unknown', Upload: 'null' },
        strictScalars: true,
      },
    },
  },
};

export default config;
