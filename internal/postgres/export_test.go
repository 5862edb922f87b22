package postgres

// What tests look at from outside.
const ListReports = listReports

var (
	CreateReport     = createReport
	RegisterGeometry = registerGeometry
)
