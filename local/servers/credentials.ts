/** Keys for clients that talk to a test server, which reads the signature's scope and checks nothing else. */
export const testCredentials = { accessKeyId: "test", secretAccessKey: "test" };
