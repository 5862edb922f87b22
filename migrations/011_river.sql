-- A schema of its own for the job queue, River, which brings its own steps and runs them
-- after these. Its tables hold only the kind of work and the number of a task.

CREATE SCHEMA river;
GRANT USAGE ON SCHEMA river TO tryggled_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tryggled_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO tryggled_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT EXECUTE ON FUNCTIONS TO tryggled_app;
