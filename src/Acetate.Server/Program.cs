var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenApi();
await using var app = builder.Build();
app.MapOpenApi();
app.MapGet("/healthz", () => "ok");
await app.RunAsync();
