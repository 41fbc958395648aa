using Acetate.Server.Hosting;

return await ServerProgram.RunAsync(args);
